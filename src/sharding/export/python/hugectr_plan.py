"""The plan as arguments of HugeCTR's embedding collection.

    collection = hugectr.EmbeddingCollectionConfig(use_exclusive_keys=True)
    collection.embedding_lookup(table_config=table_configs(hugectr), bottom_name=BOTTOM_NAMES, top_name="embedding",
                                combiner=["sum"] * len(TABLES))
    shard(collection)

In SHARD_MATRIX each GPU lists its tables. In SHARD_STRATEGY "mp" places a table on the GPUs that list it, "dp" copies it to
all; (table, n) cuts its columns into n equal parts, the first on the first of its GPUs. HugeCTR cuts rows by the key modulo
the number of GPUs, not into blocks: a plan that cuts rows has the same sizes there, and other rows.
"""

# Name, rows, columns; all weights in the precision that HugeCTR's solver is set to.
TABLES: list = []
BOTTOM_NAMES: list = []
SHARD_MATRIX: list = []
SHARD_STRATEGY: list = []

# What these arguments cannot say, table by table.
NOT_EXPRESSED: list = []


def table_configs(hugectr) -> list:
    return [hugectr.EmbeddingTableConfig(name=name, max_vocabulary_size=rows, ev_size=columns)
            for name, rows, columns in TABLES]


def shard(collection) -> None:
    """Raises ValueError where HugeCTR cannot carry the plan out."""
    if NOT_EXPRESSED:
        raise ValueError(f"HugeCTR has no words for {len(NOT_EXPRESSED)} parts of the plan: " + "; ".join(NOT_EXPRESSED[:3]))
    collection.shard(shard_matrix=SHARD_MATRIX, shard_strategy=SHARD_STRATEGY)
