package dev.fovea.cli.print;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The version of Fovea, which the build writes into the manifest of the jar.
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "fovea "
          + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
              .orElse("(not from a jar)")
    };
  }
}
