"""The front door: the command line, and the server that joins the edges."""
