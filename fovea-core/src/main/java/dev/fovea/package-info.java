/// What a Java program uses: load a model by name, ask, stream, chat.
@NullMarked
package dev.fovea;

import org.jspecify.annotations.NullMarked;
