package dev.fovea.train.learn;

/// How one step of training changes the weights.
///
/// @param learningRate of AdamW
/// @param weightDecay of matrices, times the learning rate
/// @param clip the largest norm of all gradients together; larger ones are scaled down to it
/// @param namingWeight what the naming loss counts beside the loss of the text
/// @param muonScale makes Muon's steps for the matrices of layers as large as AdamW's: 0.2 in arXiv
///   2502.16982; 0 for AdamW's own steps
public record StepSettings(
    double learningRate, double weightDecay, double clip, double namingWeight, double muonScale) {}
