"""Files that put the system on machines: images, compose, Kubernetes."""
