"""Read models: which fact changes which table, and how a rebuild folds them anew."""
