package dev.fovea.jinja.internal.syntax;

/// A place in a template, line and column counted from 1.
public record Position(int line, int column) {}
