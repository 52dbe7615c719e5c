package dev.fovea.engine.train;

/// How one step of training changes the weights.
///
/// @param learningRate of AdamW
/// @param weightDecay of matrices, times the learning rate
/// @param clip the largest norm of all gradients together; larger ones are scaled down to it
/// @param namingWeight what the naming loss counts beside the loss of the text
/// @param muon whether the matrices of decoder layers take Muon's steps
public record StepSettings(
    double learningRate, double weightDecay, double clip, double namingWeight, boolean muon) {}
