package dev.fovea.insight.page.chart;

/// What the shade of an item tells.
public enum Shading {
  /// Its value beside the highest of the layer.
  LAYER("value in the layer"),
  /// Its value beside the highest of all layers.
  ALL("value in all layers"),
  /// Its place in the order of the layer.
  RANK("rank in the layer");

  private final String label;

  Shading(String label) {
    this.label = label;
  }

  /// What the choice is called.
  public String label() {
    return label;
  }
}
