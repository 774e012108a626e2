"""Names of torch that programs may not use, each with why; all other public functions and classes by rule."""

from __future__ import annotations

MEMORY = "reads or changes memory that PyTorch does not check"
DEVICE = "needs another device"
FILES = "reads or writes files, or starts other processes"
INSIDE = "belongs to the inside of PyTorch"

_TENSOR: dict[str, str] = {
    MEMORY: """as_strided as_strided_ as_strided_scatter as_strided_copy set_ resize resize_ resize_as resize_as_
        resize_as_sparse_ storage untyped_storage storage_type const_data_ptr module_load new new_empty_strided
        empty_strided empty_permuted empty_quantized from_dlpack to_dlpack frombuffer unsafe_chunk unsafe_split
        unsafe_split_with_sizes set_rng_state lu_solve lu_unpack ormqr orgqr geqrf embedding_bag embedding_renorm_
        segment_reduce set_data map2_ _saved nonzero_static index_put_ ctc_loss_ rename""",
    DEVICE: """xpu ipu mtia pin_memory record_stream is_pinned share_memory_ is_shared is_ipu is_maia is_mps is_mtia
        is_vulkan is_xla is_xpu is_mkldnn to_mkldnn get_device_module miopen_batch_norm""",
    FILES: "save load from_file hub import_ir_module compile",
    INSIDE: """as_subclass dim_order name names reinforce volatile grad_dtype hash_tensor is_meta is_nested
        slice_inverse sym_float sym_int sym_ite sym_max sym_min sym_not sym_sqrt sym_sum to_padded_tensor
        is_distributed has_names align_to align_as refine_names autocast cond while_loop wait fork set_default_device
        classproperty thread_safe_generator typename_ is_vulkan_available convolution conv_tbc norm_except_dim
        affine_grid_generator grid_sampler grid_sampler_2d grid_sampler_3d hspmm hsmm dsmm smm spmm sspaddmm saddmm
        sparse_mask sparse_resize_ sparse_resize_and_clear_ sparse_dim dense_dim coalesce is_coalesced indices values
        crow_indices col_indices ccol_indices row_indices to_sparse to_sparse_coo to_sparse_csr to_sparse_csc
        to_sparse_bsr to_sparse_bsc is_sparse_csr int_repr q_scale q_zero_point q_per_channel_scales
        q_per_channel_zero_points q_per_channel_axis qscheme chalf batch_norm_stats batch_norm_elemt
        batch_norm_backward_elemt batch_norm_backward_reduce batch_norm_gather_stats
        batch_norm_gather_stats_with_counts batch_norm_update_stats eig symeig solve lstsq matrix_rank
        multi_head_attention_forward linear_cross_entropy get_device grouped_mm scaled_grouped_mm scaled_mm
        lstm gru rnn_relu rnn_tanh lstm_cell gru_cell rnn_relu_cell rnn_tanh_cell dequantize lobpcg histogramdd
        max_pool1d_with_indices storage_offset_ handle_torch_function boolean_dispatch""",
}
DENIED: dict[str, str] = {name: why for why, names in _TENSOR.items() for name in names.split()}
PARTS = {
    "quantize": INSIDE,
    "fbgemm": INSIDE,
    "choose_qparams": INSIDE,
    "native_": INSIDE,
    "fused_": INSIDE,
    "cudnn": DEVICE,
    "miopen": DEVICE,
    "mkldnn": DEVICE,
    "sym_": INSIDE,
    "sparse_": INSIDE,
}
"""Parts of names, for whole families of them."""


def why_denied(name: str) -> str | None:
    """Return why programs may not use a name of torch; None where they may."""
    if name.endswith("_copy") and name not in ("index_copy", "masked_copy"):
        return INSIDE
    return DENIED.get(name) or next((why for part, why in PARTS.items() if part in name), None)
