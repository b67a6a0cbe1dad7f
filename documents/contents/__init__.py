"""One module per family of file types: each looks whether content really is what it is said to be."""
