"""What makes data files and pictures that are kept here: run by hand, not by Sayso."""
