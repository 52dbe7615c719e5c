/// Trains a model of any family with the network that also answers: weights as leaves of a graph of
/// gradients, losses, optimizers, checkpoints.
@NullMarked
package dev.fovea.engine.train;

import org.jspecify.annotations.NullMarked;
