package dev.fovea.builtin.data;

/// What can be known about an object, or about a picture, by looking.
enum Aspect {
  COLOUR,
  PLACE,
  SIZE,
  PRESENCE,
  COUNT
}
