"""What an uploaded file is, told from its content: ``door.inspect`` is the way in."""
