"""What the campaign ``files`` attacks with."""
