"""The core of Chatferry: rules, storage, intake and the send budget."""
