package dev.fovea.cli.print;

import java.io.IOException;

/// Standard output takes nothing any more. Ends whatever is being done, as nobody would see it.
final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputException(IOException cause) {
    super(cause);
  }
}
