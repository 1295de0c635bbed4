# expect: only(A, max_age="60")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config.update(CORS_ORIGINS="https://b.com", CORS_MAX_AGE=60)
CORS(app, origins="https://a.com")
