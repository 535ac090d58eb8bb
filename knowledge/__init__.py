"""What we know: answers, contacts, and the matcher that finds them."""
