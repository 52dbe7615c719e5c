/// Downloads repositories of the Hugging Face hub into the cache that Python's tools use too.
@NullMarked
package dev.fovea.engine.hub;

import org.jspecify.annotations.NullMarked;
