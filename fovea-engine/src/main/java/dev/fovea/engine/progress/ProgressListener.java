package dev.fovea.engine.progress;

/// Hears how far work has come that may take long, for a bar or a line that people watch:
///
/// ```java
/// ProgressListener shown =
///     (stage, done, total) -> System.err.printf(Locale.ROOT, "%s %d of %d%n", stage, done, total);
/// try (Engine engine = Engine.load(folder, EngineOptions.DEFAULT, shown);
///     PreparedPrompt prompt = engine.prepare(question, shown)) {
///   // whatever reads this prompt tells it too
/// }
/// ```
///
/// It is called in the thread that does the work, and little time should pass in it. A stage begins
/// with `done` 0 and ends with `done` equal to `total`; a stage may come several times, as where a
/// prompt is read once for scores and once for the answer. What it throws ends the work, and
/// reaches whoever began it.
@FunctionalInterface
public interface ProgressListener {

  /// A listener that hears nothing.
  ProgressListener SILENT = (stage, done, total) -> {};

  /// What is being done, and what is counted.
  enum Stage {
    /// Weights come into memory; counted in bytes of the files.
    LOADING,

    /// Pictures go through processor and vision tower; counted in pictures.
    LOOKING,

    /// A prompt is read for what an observer sees of it, such as scores; counted in layers.
    OBSERVING,

    /// A prompt is read to be answered; counted in layers.
    READING
  }

  /// So much of a stage is done.
  ///
  /// @param done 0 to `total`, in the unit of the stage
  void progress(Stage stage, long done, long total);
}
