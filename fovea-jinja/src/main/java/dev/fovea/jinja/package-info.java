/// Chat templates as Hugging Face models ship them: Jinja with Python's semantics, in a sandbox
/// that has no way out. [dev.fovea.jinja.Template] is the entry point.
@NullMarked
package dev.fovea.jinja;

import org.jspecify.annotations.NullMarked;
