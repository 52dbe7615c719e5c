package dev.fovea.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.Messages;
import dev.fovea.cli.print.PlainOutput;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Which room of the house may know which, and what nobody does.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.fovea");

  @Test
  void everyModuleIsLookedAt() {
    assertThat(
            List.of(
                "jinja", "engine", "pruning", "insight", "builtin", "scenes", "train", "lab", "cli",
                "bench"))
        .allMatch(module ->
            CLASSES.stream()
                .anyMatch(type -> type.getPackageName().startsWith("dev.fovea." + module)));
    assertThat(CLASSES.stream().map(JavaClass::getName)).contains("dev.fovea.Fovea");
  }

  /// jinja <- engine <- pruning <- insight <- lab <- cli; builtin and scenes stand on the engine
  /// alone, training on those three, and what programs use (`dev.fovea`) on pruning and builtin.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jinja.. | engine.. pruning.. insight.. builtin.. scenes.. train.. lab.. cli.. bench.. machine..",
        "engine.. | pruning.. insight.. builtin.. scenes.. train.. lab.. cli.. bench.. machine..",
        "pruning.. | insight.. builtin.. scenes.. train.. lab.. cli.. bench.. machine..",
        "insight.. | builtin.. scenes.. train.. lab.. cli.. bench.. machine..",
        "builtin.. | pruning.. insight.. scenes.. train.. lab.. cli.. bench.. machine..",
        "scenes.. | pruning.. insight.. builtin.. train.. lab.. cli.. bench.. machine..",
        "train.. | pruning.. insight.. lab.. cli.. bench.. machine..",
        "machine.. | pruning.. insight.. builtin.. scenes.. train.. lab.. cli.. bench..",
        "lab.. | cli.. bench.. train..",
        "bench.. | cli.. lab.. train..",
      })
  void arrowsGoDownOnly(String module, String above) {
    String[] packages =
        Stream.concat(Stream.of("dev.fovea"), Stream.of(above.split(" ")).map("dev.fovea."::concat))
            .toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.fovea." + module)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages));
  }

  @Test
  void whatProgramsUseStandsOnPruningAndTheBuiltInModel() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.fovea")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.fovea.insight..",
                "dev.fovea.scenes..",
                "dev.fovea.train..",
                "dev.fovea.lab..",
                "dev.fovea.cli..",
                "dev.fovea.bench..",
                "org.bytedeco.."));
  }

  @Test
  void packagesFormNoCircles() {
    slices().matching("dev.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /// Training works on the engine's own network, parity compares its inside, benchmarks measure its
  /// kernels.
  private static final String[] INSIDERS = {
    "dev.fovea.engine..", "dev.fovea.train.learn..", "dev.fovea.lab.parity..", "dev.fovea.bench.."
  };

  @Test
  void theInsideOfTheEngineIsItsOwn() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(INSIDERS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.fovea.engine.internal.."));
  }

  @Test
  void libtorchIsKnownToTheEngineOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(INSIDERS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco.."));
  }

  @Test
  void onlyTheHubOpensConnections() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.fovea.engine.hub..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http.."));
  }

  @Test
  void onlyTheCommandLineAndTheBenchmarksPrint() {
    String[] printing = {"dev.fovea.cli..", "dev.fovea.bench.."};
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(printing)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
    check(
        noClasses()
            .should()
            .callMethod(Throwable.class, "printStackTrace")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace", PrintStream.class));
  }

  /// What is printed elsewhere would reach terminals raw, and its failure nobody.
  @Test
  void commandsPrintThroughOnePlace() {
    check(
        noClasses()
            .that()
            .doNotBelongToAnyOf(
                PlainOutput.class,
                Messages.class,
                Main.class,
                Failures.class,
                HelpCommand.class) // prints through picocli
            .should()
            .callMethod(CommandLine.class, "getOut")
            .orShould()
            .callMethod(CommandLine.class, "getErr"));
  }

  @Test
  void nobodyLogsThroughTheJdk() {
    check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
  }

  @Test
  void whateverIsRandomHasASeed() {
    check(
        noClasses()
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(SplittableRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class));
  }

  /// Some locales write other digits for `%d`, which no machine reads.
  @Test
  void whateverIsFormattedSaysInWhichLocale() {
    check(
        noClasses()
            .should()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "format", String.class, Object[].class)
            .orShould()
            .callConstructor(Formatter.class)
            .orShould()
            .callConstructor(Formatter.class, Appendable.class)
            .orShould()
            .callConstructor(DecimalFormat.class, String.class)
            .orShould()
            .callMethod(NumberFormat.class, "getInstance")
            .orShould()
            .callMethod(DateTimeFormatter.class, "ofPattern", String.class));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
