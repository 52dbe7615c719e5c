/// Chat templates as Hugging Face models ship them.
@NullMarked
package dev.fovea.jinja;

import org.jspecify.annotations.NullMarked;
