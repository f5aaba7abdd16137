"""Pictures in a terminal, alone and as before and after."""
