/// Training on the engine's own network: gradients, losses, optimizers, checkpoints.
@NullMarked
package dev.fovea.train.learn;

import org.jspecify.annotations.NullMarked;
