/// From messages to tokens: chat template, tokenizer, and which token is what.
@NullMarked
package dev.fovea.engine.text;

import org.jspecify.annotations.NullMarked;
