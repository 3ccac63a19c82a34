"""The database: rows become values here, and nowhere else.

Functions take an open transaction; services open it.
"""
