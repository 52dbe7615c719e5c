package dev.fovea.train.learn;

/// What a step of training saw.
///
/// @param loss weighted mean of the cross-entropy of the text, in nats
/// @param naming mean cross-entropy of the visual features' words, in nats; 0 without any
/// @param gradientNorm before it was clipped
public record StepResult(double loss, double naming, double gradientNorm) {}
