"""The application: the command line, the run over many files, the database and its pages."""
