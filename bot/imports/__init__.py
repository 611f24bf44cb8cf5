"""People and companies whom the company knows, from the lists that it keeps of them."""
