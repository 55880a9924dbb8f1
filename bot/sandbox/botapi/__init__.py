"""The Bot API over HTTP, as strict as Telegram where a bot can err."""
