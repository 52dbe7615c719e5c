package dev.fovea.jinja.internal.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something in a template that is executed.
public sealed interface Statement {

  /// Where messages about it point to.
  Position position();

  /// Text that is written as it stands.
  record Text(Position position, String text) implements Statement {}

  /// `{{ expression }}`.
  record Print(Position position, Expression expression) implements Statement {}

  /// `{% if %}` with its `elif` branches in order.
  record If(Position position, List<Branch> branches, List<Statement> otherwise)
      implements Statement {}

  /// A condition and what it guards.
  record Branch(Expression condition, List<Statement> body) {}

  /// `{% for target in iterable if condition recursive %}`.
  record For(
      Position position,
      Target target,
      Expression iterable,
      @Nullable Expression condition,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {}

  /// `{% break %}`.
  record Break(Position position) implements Statement {}

  /// `{% continue %}`.
  record Continue(Position position) implements Statement {}

  /// `{% set target = value %}`.
  record Set(Position position, Target target, Expression value) implements Statement {}

  /// `{% set target | filter %}…{% endset %}`.
  record SetBlock(
      Position position, Target target, Expression.@Nullable Filter filter, List<Statement> body)
      implements Statement {}

  /// `{% macro name(parameters) %}`.
  record MacroDefinition(Position position, String name, Macro macro) implements Statement {}

  /// `{% call(parameters) function(arguments) %}`.
  record CallBlock(Position position, Expression.Call call, Macro caller) implements Statement {}

  /// The callable part of macros and call blocks.
  ///
  /// @param parameters names, and defaults for the last ones
  /// @param body what is executed
  /// @param names variables that the body reads, which is how a macro asks for `caller`, `varargs`
  ///   and `kwargs`
  record Macro(List<Parameter> parameters, List<Statement> body, java.util.Set<String> names) {}

  /// A parameter of a macro.
  record Parameter(String name, @Nullable Expression fallback) {}

  /// `{% filter name %}`.
  record FilterBlock(Position position, Expression.Filter filter, List<Statement> body)
      implements Statement {}

  /// `{% with target = value %}`.
  record With(Position position, List<Assignment> assignments, List<Statement> body)
      implements Statement {}

  /// One variable of a [With].
  record Assignment(Target target, Expression value) {}

  /// `{% block name %}`, and `{% generation %}`, which transformers adds: statements with a scope
  /// of their own. A block sees variables of the template's top level only, unless it is `scoped`.
  record Block(Position position, boolean scoped, List<Statement> body) implements Statement {}

  /// `{% include %}` and its kin, which fail when they are reached: there is nothing to load from.
  record Load(Position position) implements Statement {}
}
