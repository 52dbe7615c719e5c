/// Chat templates, special tokens, where the texts of a conversation stand among the tokens,
/// streaming.
@NullMarked
package dev.fovea.engine.internal.text;

import org.jspecify.annotations.NullMarked;
