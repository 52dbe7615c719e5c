package dev.fovea.cli.option;

import dev.fovea.pruning.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/// Reads an option that takes one of a few names: in any case, as results write it. Picocli by
/// itself wants the names of the constants in Java.
///
/// @param constants of the enum
public record EnumChoice(List<? extends Enum<?>> constants) implements ITypeConverter<Enum<?>> {

  /// Registers all enums that options of a command and of those below it have.
  public static void register(CommandLine root) {
    tree(root)
        .flatMap(command -> command.getCommandSpec().options().stream())
        .flatMap(EnumChoice::types)
        .distinct()
        .forEach(type -> register(root, type));
  }

  private static Stream<CommandLine> tree(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(EnumChoice::tree));
  }

  private static Stream<Class<?>> types(OptionSpec option) {
    return Stream.concat(Stream.of(option.type()), Arrays.stream(option.auxiliaryTypes()))
        .filter(Class::isEnum);
  }

  @SuppressWarnings("unchecked") // the converter of a type gives constants of that type
  private static <T> void register(CommandLine root, Class<T> type) {
    List<? extends Enum<?>> constants =
        Arrays.stream(type.getEnumConstants()).map(each -> (Enum<?>) each).toList();
    root.registerConverter(type, (ITypeConverter<T>) (Object) new EnumChoice(constants));
  }

  @Override
  public Enum<?> convert(String text) {
    String name = text.strip().replace('_', '-');
    return constants.stream()
        .filter(each -> Names.of(each).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                String.format(Locale.ROOT, "expected %s, found '%s'", names(), text)));
  }

  /// `each or whole`, `colour, shape or place`.
  private String names() {
    List<String> names = constants.stream().map(Names::of).toList();
    return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }
}
