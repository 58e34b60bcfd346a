"""The same pipeline over many documents: in this process, in a pool of processes, or on Ray."""
