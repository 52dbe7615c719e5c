package dev.fovea.jinja;

import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.internal.interpret.Conversion;
import dev.fovea.jinja.internal.interpret.Interpreter;
import dev.fovea.jinja.internal.interpret.Program;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.option.RenderOptions;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A parsed chat template. It renders what `apply_chat_template` of Hugging Face transformers
/// renders: jinja2 with `trim_blocks`, `lstrip_blocks`, loop controls, the `generation` block, its
/// own `tojson`, `raise_exception` and `strftime_now`, in the immutable sandbox.
///
/// Differences, all of them on purpose: `random` and `lipsum` are refused, `include` and its kin
/// find no template to load, automatic escaping cannot be turned on, and
/// [Limits][dev.fovea.jinja.option.Limits] apply.
///
/// Instances are immutable and may be shared between threads.
public final class Template {
  private final Program program;

  private Template(Program program) {
    this.program = program;
  }

  /// Parses a template.
  ///
  /// @throws TemplateException when the source is no template; it names line and column
  public static Template parse(String source) {
    return guarded(() -> new Template(Program.parse(source)));
  }

  /// Renders with [RenderOptions#defaults()].
  ///
  /// @see #render(Map, RenderOptions)
  public String render(Map<String, ? extends @Nullable Object> variables) {
    return render(variables, RenderOptions.defaults());
  }

  /// Renders the template.
  ///
  /// @param variables by name: strings, numbers, booleans, nulls, and lists and maps of these
  /// @param options the clock, and the limits of the rendering
  /// @throws dev.fovea.jinja.error.RaisedByTemplateException when the template refuses the
  ///   variables
  /// @throws TemplateException when the template fails or exceeds the limits
  public String render(Map<String, ? extends @Nullable Object> variables, RenderOptions options) {
    return guarded(() -> {
      Rendering rendering = Rendering.create(options.limits(), options.clock());
      return Interpreter.render(program, rendering, Conversion.variables(variables));
    });
  }

  /// Values can be nested as deeply as templates like, by loops that wrap them again and again.
  /// Walking such a value ends here when the stack does; nothing is left in an inconsistent state,
  /// since everything a rendering changes is its own.
  private static <T> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (StackOverflowError tooDeep) {
      throw new TemplateException("the template or a value in it is nested too deeply");
    } catch (PythonError error) {
      throw new TemplateException(error.problem());
    }
  }
}
