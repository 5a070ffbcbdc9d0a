"""How the bridge fares: what features tell, and how it is published."""
