package dev.fovea.jinja.internal.syntax;

import java.util.List;

/// What can be assigned to.
public sealed interface Target {

  /// Where messages about it point to.
  Position position();

  /// A variable.
  record Variable(Position position, String name) implements Target {}

  /// An attribute of a namespace.
  record Member(Position position, String namespace, String name) implements Target {}

  /// Several targets that take a sequence apart.
  record Unpacking(Position position, List<Target> targets) implements Target {}
}
