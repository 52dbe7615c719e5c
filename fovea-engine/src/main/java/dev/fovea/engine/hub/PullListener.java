package dev.fovea.engine.hub;

/// Who watches a download. The methods are called by several threads at once.
public interface PullListener {
  /// Watches nothing.
  PullListener SILENT =
      new PullListener() {
        @Override
        public void begins(int files, long bytes) {}

        @Override
        public void advances(long bytes) {}

        @Override
        public void notice(String line) {}
      };

  /// What is missing in the cache is known.
  void begins(int files, long bytes);

  /// So many bytes more are there; fewer where a server made a file start over.
  void advances(long bytes);

  /// Something that explains a wait.
  void notice(String line);
}
