package dev.fovea.lab;

/// Hears how far a study is. Calls come one after the other, from any thread.
@FunctionalInterface
public interface StudyListener {

  /// A listener that only waits for the end.
  StudyListener SILENT = (done, all) -> {};

  /// Called at the beginning and whenever a sample has been measured at one more length.
  ///
  /// @param done how many there are, those of earlier runs included
  /// @param all how many there will be
  void measured(int done, int all);
}
