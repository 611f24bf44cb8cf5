"""The rehearsal: the whole transition in virtual time, through the real code, with simulated customers and staff."""
