"""Files of the machine: opened, written and trusted in one way. Standard library only."""
