"""How the installation does: facts, who is told when they change, and the pages that show them."""
