/// Training of a byte-level BPE tokenizer.
@NullMarked
package dev.fovea.train.tokenizer;

import org.jspecify.annotations.NullMarked;
