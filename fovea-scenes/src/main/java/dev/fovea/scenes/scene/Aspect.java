package dev.fovea.scenes.scene;

/// What can be known about an object, or about a picture, by looking.
public enum Aspect {
  COLOUR,
  PLACE,
  SIZE,
  PRESENCE,
  COUNT
}
