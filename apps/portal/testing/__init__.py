"""Help for tests of the portal: a browser without a window, and the verifier of its pages run by Node."""
