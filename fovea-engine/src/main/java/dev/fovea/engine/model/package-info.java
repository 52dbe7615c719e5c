/// The networks: decoder blocks, rotary embeddings, vision towers, projectors; one file per family.
@NullMarked
package dev.fovea.engine.model;

import org.jspecify.annotations.NullMarked;
