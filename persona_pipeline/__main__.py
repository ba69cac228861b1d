"""``python -m persona_pipeline`` is the command persona-pipeline, for where its script is not on the path."""

from persona_pipeline.cli import main

if __name__ == "__main__":
    main()
