"""What a command asks of the system: the addresses it sends to, the files it writes."""
