"""Beyond one machine: the link between a notebook and a Dask cluster, and what the cluster's workers do for it.

Only `tissuebook[cluster]` brings what these modules import.
"""
