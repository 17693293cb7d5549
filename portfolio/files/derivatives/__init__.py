"""What is made from files in the background to show them; the originals are never touched.

Imports nothing: the child processes begin here, too.
"""
