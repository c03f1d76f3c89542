"""What stands before every application: who may send a body, how large, how slowly, how often, over how many connections."""
