"""An election set up on screen: begun, its works in order, its places, its parties."""
