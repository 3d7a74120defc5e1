"""Labels of real plans and of the samples, and the scorer that holds a database against them."""
