"""Datasette over the database: its settings, its questions, its pages."""
